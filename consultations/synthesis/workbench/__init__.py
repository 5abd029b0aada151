"""The workbench: reading contributions in their place, marking passages, assigning them; action fields and topics."""
