"""Arrow IPC files and streams (Feather version 2), read without executing or trusting anything.

The format is that of https://arrow.apache.org/docs/format/Columnar.html: messages whose heads are
FlatBuffers, and buffers of values. What a length or an offset claims is checked before it is used.
May import: data, core.
"""
