"""Cards of conferences that became contributions: handing over, replies, photos, the documentation as PDF."""
