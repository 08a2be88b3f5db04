// A disk that can be full and that can lose its power, as one process sees it (LD_PRELOAD).
//
// TEST_DISK_FOLDER  the files of this folder are on that disk
// TEST_DISK_FULL    while this file exists, no file of the folder grows: ENOSPC, as from a file system
// TEST_DISK_KEPT    each time a file is flushed, its content is copied here under its inode number:
//                   what a disk that forgets everything unflushed would still hold
// TEST_DISK_LOCKED  while set, nothing in the folder can be opened for writing, made or removed: EROFS
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int is_on_the_disk(int fd) {
    const char *folder = getenv("TEST_DISK_FOLDER");
    char link[64], path[PATH_MAX];
    if (!folder) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return strncmp(path, folder, strlen(folder)) == 0;
}

static int is_full(int fd, off_t end) {
    const char *full = getenv("TEST_DISK_FULL");
    struct stat now;
    int kept = errno;
    int refused = full && access(full, F_OK) == 0 && is_on_the_disk(fd)
        && fstat(fd, &now) == 0 && S_ISREG(now.st_mode) && end > now.st_size;
    errno = refused ? ENOSPC : kept;
    return refused;
}

static off_t length_of(const struct iovec *parts, int count) {
    off_t sum = 0;
    for (int i = 0; i < count; i++) sum += parts[i].iov_len;
    return sum;
}

// Where an ordinary write would end.
static off_t end_of(int fd, off_t length) {
    int flags = fcntl(fd, F_GETFL);
    off_t at = lseek(fd, 0, flags >= 0 && (flags & O_APPEND) ? SEEK_END : SEEK_CUR);
    return at < 0 ? 0 : at + length;
}

ssize_t write(int fd, const void *from, size_t length) {
    int kept = errno;
    if (getenv("TEST_DISK_FULL") && is_full(fd, end_of(fd, length))) return -1;
    errno = kept;
    return REAL(write)(fd, from, length);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    int kept = errno;
    if (getenv("TEST_DISK_FULL") && is_full(fd, end_of(fd, length_of(parts, count)))) return -1;
    errno = kept;
    return REAL(writev)(fd, parts, count);
}

ssize_t pwrite(int fd, const void *from, size_t length, off_t at) {
    return is_full(fd, at + length) ? -1 : REAL(pwrite)(fd, from, length, at);
}

ssize_t pwrite64(int fd, const void *from, size_t length, off64_t at) {
    return is_full(fd, at + length) ? -1 : REAL(pwrite64)(fd, from, length, at);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) {
    return is_full(fd, at + length_of(parts, count)) ? -1 : REAL(pwritev)(fd, parts, count, at);
}

int posix_fallocate(int fd, off_t at, off_t length) {
    return is_full(fd, at + length) ? ENOSPC : REAL(posix_fallocate)(fd, at, length);
}

int posix_fallocate64(int fd, off64_t at, off64_t length) {
    return is_full(fd, at + length) ? ENOSPC : REAL(posix_fallocate64)(fd, at, length);
}

static int is_locked(int folder, const char *path) {
    const char *own = getenv("TEST_DISK_FOLDER");
    char base[PATH_MAX], link[64];
    if (!getenv("TEST_DISK_LOCKED") || !own) return 0;
    if (path[0] != '/' && folder != AT_FDCWD) {
        snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        ssize_t length = readlink(link, base, sizeof base - 1);
        if (length <= 0) return 0;
        base[length] = 0;
    } else {
        snprintf(base, sizeof base, "%s", path);
    }
    if (strncmp(base, own, strlen(own)) != 0) return 0;
    errno = EROFS;
    return 1;
}

#define WRITES(flags) (((flags) & O_ACCMODE) != O_RDONLY || ((flags) & O_CREAT))
#define MODE(flags) mode_t mode = 0; if ((flags) & O_CREAT) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); }

int open(const char *path, int flags, ...) {
    MODE(flags)
    return WRITES(flags) && is_locked(AT_FDCWD, path) ? -1 : REAL(open)(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    MODE(flags)
    return WRITES(flags) && is_locked(AT_FDCWD, path) ? -1 : REAL(open64)(path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...) {
    MODE(flags)
    return WRITES(flags) && is_locked(folder, path) ? -1 : REAL(openat)(folder, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...) {
    MODE(flags)
    return WRITES(flags) && is_locked(folder, path) ? -1 : REAL(openat64)(folder, path, flags, mode);
}

int mkdir(const char *path, mode_t mode) {
    // Of a folder that exists already the system says so first.
    return access(path, F_OK) != 0 && is_locked(AT_FDCWD, path) ? -1 : REAL(mkdir)(path, mode);
}

int unlink(const char *path) {
    return is_locked(AT_FDCWD, path) ? -1 : REAL(unlink)(path);
}

// Copies what a flush has made safe; a half copy never takes the place of a whole one. Reads through the
// descriptor itself where it can: closing a second one would drop the locks SQLite holds on the file.
static void keep(int fd) {
    const char *folder = getenv("TEST_DISK_KEPT");
    struct stat now;
    char part[PATH_MAX + 64], whole[PATH_MAX], own[64];
    static __thread char bytes[1 << 16];
    if (!folder || !is_on_the_disk(fd) || fstat(fd, &now) != 0 || !S_ISREG(now.st_mode)) return;
    snprintf(own, sizeof own, "/proc/self/fd/%d", fd);
    snprintf(whole, sizeof whole, "%s/%llu", folder, (unsigned long long)now.st_ino);
    snprintf(part, sizeof part, "%s.part-%d", whole, (int)gettid());
    int readable = (fcntl(fd, F_GETFL) & O_ACCMODE) != O_WRONLY;
    int from = readable ? fd : open(own, O_RDONLY | O_CLOEXEC);
    int into = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    ssize_t got = -1;
    for (off_t at = 0; from >= 0 && into >= 0 && (got = pread(from, bytes, sizeof bytes, at)) > 0; at += got)
        if (REAL(write)(into, bytes, got) != got) { got = -1; break; }
    if (!readable && from >= 0) close(from);
    if (into >= 0) close(into);
    if (got == 0) rename(part, whole);
    else abort();
}

int fsync(int fd) {
    int done = REAL(fsync)(fd);
    if (done == 0) keep(fd);
    return done;
}

int fdatasync(int fd) {
    int done = REAL(fdatasync)(fd);
    if (done == 0) keep(fd);
    return done;
}
