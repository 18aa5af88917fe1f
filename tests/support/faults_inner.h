/*
 * What the files of the fault layer share.
 */
#ifndef TESTS_SUPPORT_FAULTS_INNER_H
#define TESTS_SUPPORT_FAULTS_INNER_H

#include "support/faults.h"

/* Is this the call that goes wrong? */
bool faults_hit(enum fault_call call);
void faults_vfs_over(const char *name);

#endif
