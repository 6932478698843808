"""What a project file says beside options: environments, the order of applications, and trees for GitOps."""
