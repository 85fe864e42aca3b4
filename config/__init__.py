"""Settings, loaders and the files that users edit."""
