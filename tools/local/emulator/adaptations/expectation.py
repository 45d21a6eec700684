"""Adaptations reach into MiniStack's source. Where what they reach for is gone, the emulator does not start, and says so."""

import inspect


def expect(what, *parts):
    """Ends the start unless `what`, a function or the Node worker's script, has each of the parts exactly once."""
    name = 'Node worker' if isinstance(what, str) else what.__qualname__
    source = what if isinstance(what, str) else inspect.getsource(what)
    for part in parts:
        assert source.count(part) == 1, (
            f'MiniStack\'s {name} is another than the one that tools/local/emulator/adaptations was written for: it has not once `{part}`'
        )
