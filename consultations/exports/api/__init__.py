"""The public interface at /api/v1/: read only, public data only."""
