#pragma once

/* renameat2(2), which <stdio.h> declares for GNU sources only, since glibc 2.28. */
int renameat2(int olddirfd, const char *oldpath, int newdirfd, const char *newpath, unsigned int flags);

/* <linux/fs.h> */
static const unsigned int RENAME_EXCHANGE = 1 << 1;
