"""Files that come with a contribution: judged by their content, stored privately, released one by one."""
