"""Every action as data: menus, shortcuts and the list in the manual derive from one registry.

May import Qt and the theme; knows no page and no service. What a command does is bound by the
window (or by the page whose command it is), so a command can be listed before it can be run.
"""
