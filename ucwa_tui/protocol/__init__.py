"""What UCWA says: resources, operations, field rules, the event channel. Pure: no IO, no clock."""
