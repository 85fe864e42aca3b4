"""The domain of Araxes: feeds to entries to articles to events to incidents to alerts.

Data flows one way. A stage is a pure function of its input, its configuration and `now`;
clocks, sockets, disks and queues are touched only under `pipeline.edge` (and `pipeline.clock`).
"""
