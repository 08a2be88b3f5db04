// The time of day some seconds later, as one process sees it (LD_PRELOAD): TEST_CLOCK_AHEAD, in seconds.
// Clocks that only measure how long something takes are left alone.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

int clock_gettime(clockid_t which, struct timespec *now) {
    static __typeof__(&clock_gettime) real;
    if (!real) real = (__typeof__(&clock_gettime))dlsym(RTLD_NEXT, "clock_gettime");
    int done = real(which, now);
    const char *ahead = getenv("TEST_CLOCK_AHEAD");
    if (done == 0 && ahead && which == CLOCK_REALTIME) now->tv_sec += atol(ahead);
    return done;
}

int gettimeofday(struct timeval *now, void *zone) {
    static int (*real)(struct timeval *, void *);
    if (!real) real = (int (*)(struct timeval *, void *))dlsym(RTLD_NEXT, "gettimeofday");
    int done = real(now, zone);
    const char *ahead = getenv("TEST_CLOCK_AHEAD");
    if (done == 0 && ahead) now->tv_sec += atol(ahead);
    return done;
}
