"""Ansible: the playbooks, and a run of one. Only this folder imports ansible_runner."""
