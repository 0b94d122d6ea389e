"""Looks: colours by role, type and space, the application-wide style, icons and marks.

Widgets never name a colour or a font: they ask for a role.

    from mlops_desktop.gui.theme import theme
    theme.tokens().accent          # "#2563EB" or "#7AA7FF", whatever is on now
    theme.colour("muted")          # the same as a QColor
    theme.font(TextRole.STRONG)    # a QFont, already scaled
    theme.px(12)                   # a length that grows with the font size (padding stays as it is)

Switching is live: ``theme.apply`` sets palette, font and the one style sheet. Widgets that paint
themselves are repainted by Qt and ask again; those that keep a font, an icon or a size of their own
take it again in ``changeEvent`` on ``QEvent.Type.StyleChange``.

May import Qt, ``core`` and ``resources``; no widget of ours.
"""
