"""The dashboard and the API."""
