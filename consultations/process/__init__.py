"""The consultation process: phases, team, rules of participation, and who may do what when."""
