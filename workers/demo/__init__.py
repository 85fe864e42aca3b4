"""`araxes demo`: a local site, mail server and webhook receiver around the real service."""
