"""Numbers the screens show as well. Without the libraries of the classifier."""

#: Below so many examples the numbers of accuracy would say nothing.
LEAST = 20
#: So many themes a run looks for at most.
MOST_THEMES = 60
