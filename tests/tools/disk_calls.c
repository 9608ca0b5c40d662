/* Counts the calls that change what is below one folder, and lets one of them fail or end the process.
 *
 * Preloaded (LD_PRELOAD). `disk_arm(folder, n, error, forever, lost)`: at call n (from 1) fail with `error`, once or from
 * then on; error 0 ends the process before the call. Then, and by `disk_unsynced`, the inodes whose bytes were written
 * and not synced are listed in the file `lost`. `disk_count()` says how many calls there were. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static char watched[4096], lost_file[4096];
static long at, seen;
static int failing, forever;
#define INODES 65536
static ino_t unsynced[INODES];
static int n_unsynced;

static void list_unsynced(void) {
  FILE *out = fopen(lost_file, "w");
  for (int i = 0; out && i < n_unsynced; i++) fprintf(out, "%lu\n", (unsigned long)unsynced[i]);
  if (out) fclose(out);
}
void disk_arm(const char *folder, long n, int error, int on, const char *lost) {
  strncpy(watched, folder, sizeof watched - 1);
  strncpy(lost_file, lost, sizeof lost_file - 1);
  at = n, failing = error, forever = on, seen = 0, n_unsynced = 0;
}
long disk_count(void) { return seen; }
void disk_unsynced(void) { list_unsynced(); }

static int below(int dir, const char *path) {
  char whole[8192];
  if (!watched[0] || !path) return 0;
  if (path[0] == '/') snprintf(whole, sizeof whole, "%s", path);
  else {
    char link[64];
    if (dir == AT_FDCWD) { if (!getcwd(whole, 4096)) return 0; }
    else {
      snprintf(link, sizeof link, "/proc/self/fd/%d", dir);
      ssize_t n = readlink(link, whole, 4096);
      if (n < 0) return 0;
      whole[n] = 0;
    }
    strncat(whole, "/", 2), strncat(whole, path, 4000);
  }
  size_t n = strlen(watched);
  return !strncmp(whole, watched, n) && (whole[n] == '/' || !whole[n]);
}
static int below_fd(int fd) { return below(fd, "."); }
/* Whether this call is to fail; where the process is to end, it does. */
static int strikes(void) {
  if (++seen == at || (forever && at && seen > at)) {
    if (!failing) { list_unsynced(); watched[0] = 0; kill(getpid(), 9); _exit(137); }
    errno = failing;
    return 1;
  }
  return 0;
}
static void dirty(int fd) {
  struct stat s;
  if (fstat(fd, &s) || !S_ISREG(s.st_mode)) return;
  for (int i = 0; i < n_unsynced; i++) if (unsynced[i] == s.st_ino) return;
  if (n_unsynced < INODES) unsynced[n_unsynced++] = s.st_ino;
}
static void clean(int fd) {
  struct stat s;
  if (fstat(fd, &s)) return;
  for (int i = 0; i < n_unsynced; i++) if (unsynced[i] == s.st_ino) { unsynced[i] = unsynced[--n_unsynced]; return; }
}
#define REAL(type, name, ...) \
  static type (*real)(__VA_ARGS__); \
  if (!real) real = dlsym(RTLD_NEXT, name)

#define OPENS(name) \
int name(const char *path, int flags, ...) { \
  REAL(int, #name, const char *, int, ...); \
  va_list more; va_start(more, flags); mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0; va_end(more); \
  if (flags & (O_CREAT | O_TRUNC) && below(AT_FDCWD, path) && strikes()) return -1; \
  int fd = real(path, flags, mode); \
  if (fd >= 0 && flags & O_TRUNC && below(AT_FDCWD, path)) dirty(fd); \
  return fd; }
OPENS(open)
OPENS(open64)
#define OPENATS(name) \
int name(int dir, const char *path, int flags, ...) { \
  REAL(int, #name, int, const char *, int, ...); \
  va_list more; va_start(more, flags); mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0; va_end(more); \
  if (flags & (O_CREAT | O_TRUNC) && below(dir, path) && strikes()) return -1; \
  return real(dir, path, flags, mode); }
OPENATS(openat)
OPENATS(openat64)

#define WRITES(type, name, args, call, ...) \
type name args { REAL(type, #name, __VA_ARGS__); \
  if (below_fd(fd)) { if (strikes()) return -1; dirty(fd); } return real call; }
WRITES(ssize_t, write, (int fd, const void *b, size_t n), (fd, b, n), int, const void *, size_t)
WRITES(ssize_t, writev, (int fd, const struct iovec *b, int n), (fd, b, n), int, const struct iovec *, int)
WRITES(ssize_t, pwrite, (int fd, const void *b, size_t n, off_t o), (fd, b, n, o), int, const void *, size_t, off_t)
WRITES(ssize_t, pwrite64, (int fd, const void *b, size_t n, off64_t o), (fd, b, n, o), int, const void *, size_t, off64_t)
WRITES(int, ftruncate, (int fd, off_t n), (fd, n), int, off_t)
WRITES(int, ftruncate64, (int fd, off64_t n), (fd, n), int, off64_t)
WRITES(ssize_t, sendfile, (int fd, int in, off_t *o, size_t n), (fd, in, o, n), int, int, off_t *, size_t)
WRITES(ssize_t, sendfile64, (int fd, int in, off64_t *o, size_t n), (fd, in, o, n), int, int, off64_t *, size_t)

#define SYNCS(name) int name(int fd) { REAL(int, #name, int); \
  if (below_fd(fd)) { if (strikes()) return -1; clean(fd); } return real(fd); }
SYNCS(fsync)
SYNCS(fdatasync)
void sync(void) { REAL(void, "sync", void); if (watched[0]) n_unsynced = 0; real(); }

#define NAMES(name, args, where, call, ...) \
int name args { REAL(int, #name, __VA_ARGS__); if ((where) && strikes()) return -1; return real call; }
NAMES(rename, (const char *a, const char *b), below(AT_FDCWD, b), (a, b), const char *, const char *)
NAMES(link, (const char *a, const char *b), below(AT_FDCWD, b), (a, b), const char *, const char *)
NAMES(linkat, (int d, const char *a, int e, const char *b, int f), below(e, b), (d, a, e, b, f), int, const char *, int,
      const char *, int)
NAMES(renameat, (int d, const char *a, int e, const char *b), below(e, b), (d, a, e, b), int, const char *, int, const char *)
NAMES(symlink, (const char *a, const char *b), below(AT_FDCWD, b), (a, b), const char *, const char *)
NAMES(symlinkat, (const char *a, int d, const char *b), below(d, b), (a, d, b), const char *, int, const char *)
NAMES(unlink, (const char *a), below(AT_FDCWD, a), (a), const char *)
NAMES(unlinkat, (int d, const char *a, int f), below(d, a), (d, a, f), int, const char *, int)
NAMES(rmdir, (const char *a), below(AT_FDCWD, a), (a), const char *)
NAMES(mkdir, (const char *a, mode_t m), below(AT_FDCWD, a), (a, m), const char *, mode_t)
NAMES(mkdirat, (int d, const char *a, mode_t m), below(d, a), (d, a, m), int, const char *, mode_t)
NAMES(chmod, (const char *a, mode_t m), below(AT_FDCWD, a), (a, m), const char *, mode_t)
NAMES(fchmod, (int fd, mode_t m), below_fd(fd), (fd, m), int, mode_t)
