"""Incidents and stories: events of many articles joined into real happenings."""
