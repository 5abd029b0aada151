"""What all pages share: static files, template tags, and places where features above add their part. No models."""
