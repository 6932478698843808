"""What a change of Kubernetes objects means for whoever runs them: nothing of OAM, of charts or of files."""
