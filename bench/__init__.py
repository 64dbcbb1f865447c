"""`make bench`: the real processes under the load of real pages. `python -m bench --help`"""
