"""What is published, to look at: weekly schedules of class groups, trainers and rooms, and calendar feeds."""
