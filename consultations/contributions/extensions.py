"""Places at which features above add their part to contributions."""

from frontend.panels import ContextProviders

#: What became of the contributions on a page: function(request, contributions) -> {"stages": {pk: plain text}}.
#: Asked once for all contributions of a page; the text must only say what the public may know.
contribution_stages = ContextProviders("contribution_stages")

#: Why authors may no longer change or take back a contribution, as far as features above know:
#: function(request, contributions) -> {<name of the obstacle>: {pk: sentence for the author}}; the request may be None.
edit_obstacles = ContextProviders("edit_obstacles")
withdrawal_obstacles = ContextProviders("withdrawal_obstacles")
