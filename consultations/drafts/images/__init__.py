"""Pictures in the text of a draft: checked when they come in, private until a published version shows them."""
