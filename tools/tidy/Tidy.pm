# SPDX-License-Identifier: Apache-2.0
# What the gates share. A gate is called with the root of a tree (default: the
# repository), complains about lines, and ends with Tidy::done().
package Tidy;
use strict;
use warnings;

our $root = $ARGV[0] // '.';
my $complaints = 0;

# Paths below root whose name matches, sorted; built and fetched things left out.
sub files {
	my ($pattern, @folders) = @_;
	my @open = grep { -e "$root/$_" } (@folders ? @folders : ('.'));
	my @found;
	while (defined(my $path = shift @open)) {
		if (-d "$root/$path") {
			next if -l "$root/$path" or $path =~ m{(^|/)(\.git|\.ci-cache|node_modules|build|build-[^/]*|data|__pycache__)$};
			opendir(my $folder, "$root/$path") or die "$path: $!";
			push @open, map { $path eq '.' ? $_ : "$path/$_" } grep { !/^\.\.?$/ } readdir $folder;
		} elsif ($path =~ $pattern && $path ne 'tools/tidy/cases.txt') {
			push @found, $path;
		}
	}
	return sort @found;
}

sub text {
	my ($path) = @_;
	open(my $file, '<', "$root/$path") or die "$path: $!";
	local $/;
	my $text = <$file>;
	return $text // '';
}

sub blank { my ($text) = @_; $text =~ s/[^\n]/ /g; return $text; }

# C without comments; lines keep their numbers. With 'no strings' the content
# of string and character literals is blanked too.
sub code {
	my ($path, $no_strings) = @_;
	my $text = text($path);
	$text =~ s{(/\*.*?\*/|//[^\n]*)|("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')}
		{defined $1 ? blank($1) : $no_strings && substr($2, 0, 1) ne '<' ? hollow($2) : $2}gse;
	return $text;
}
sub hollow { my ($literal) = @_; my $mark = substr($literal, 0, 1); return $mark . (' ' x (length($literal) - 2)) . $mark; }

# Every match of pattern: [line number, matched group 1 or all].
sub matches {
	my ($text, $pattern) = @_;
	my @found;
	while ($text =~ /$pattern/g) {
		my $line = 1 + (substr($text, 0, $-[0]) =~ tr/\n//);
		push @found, [$line, $1 // $&];
	}
	return @found;
}

# The headers that a file includes in quotes: [line, header].
sub includes {
	my ($path) = @_;
	return matches(text($path), qr/^\s*#\s*include\s*"([^"]+)"/m);
}

# All functions as pmccabe sees them: {path, line, name, cyclomatic, lines}.
sub functions {
	my @paths = @_;
	my @found;
	return @found unless @paths;
	my @output = `cd '$root' && pmccabe @{[map { "'$_'" } @paths]} 2>/dev/null`;
	die "pmccabe did not run; install it (tools/need test)\n" if $? == -1 || ($? >> 8) == 127;
	for (@output) {
		next unless /^(\d+)\t(\d+)\t(\d+)\t(\d+)\t(\d+)\t(.+?)\((\d+)\): (\S+)/;
		push @found, {cyclomatic => $1, lines => $5, path => $6, line => $7, name => $8};
	}
	return @found;
}

sub complain {
	my ($path, $line, $words) = @_;
	print $line ? "$path:$line: $words\n" : "$path: $words\n";
	$complaints++;
}

sub done { exit($complaints ? 1 : 0); }

1;
