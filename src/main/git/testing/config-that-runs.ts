/** A git configuration in which every setting that can name a program names the same one. */
export const configThatRuns = (program: string): string => `
[core]
	repositoryformatversion = 0
	bare = false
	fsmonitor = ${program}
	hooksPath = ${program}-hooks
	sshCommand = ${program}
	pager = ${program}
	editor = ${program}
	askPass = ${program}
	gitProxy = ${program}
	alternateRefsCommand = ${program}
[filter "evil"]
	clean = ${program}
	smudge = ${program}
	process = ${program}
	required = true
[diff]
	external = ${program}
[diff "evil"]
	command = ${program}
	textconv = ${program}
[merge "evil"]
	driver = ${program}
[credential]
	helper = !${program}
[gpg]
	program = ${program}
[commit]
	gpgSign = true
[uploadpack]
	packObjectsHook = ${program}
[submodule "inner"]
	update = !${program}
`;
