/*
 * A subject of the benchmarks: one send() for each receiver and nothing else, the limit of what a thread can do without
 * io_uring. What it is told on its standard input, line by line, is described at io.pushgate.benchmarks.SubjectMain; it
 * knows fanout, gc and stats. It trusts its client: every handshake is one request in one packet, with the sample key of
 * RFC 6455, and every frame is small and complete.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_FD 65536
#define MAX_FRAME 70000
#define BATCH 512

static const char UPGRADED[] =
	"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
	"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

enum state { NONE, HANDSHAKE, OPEN };

static unsigned char state[MAX_FD];
static int epoll_fd;
static int highest;
static int connections;

static void forget(int fd)
{
	if (state[fd] == OPEN)
		connections--;
	state[fd] = NONE;
	close(fd);
}

static void watch(int fd)
{
	struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };
	epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event);
}

static void accept_all(int listener)
{
	for (;;) {
		int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
		if (fd < 0)
			return;
		if (fd >= MAX_FD) {
			close(fd);
			continue;
		}
		int on = 1;
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
		state[fd] = HANDSHAKE;
		if (fd > highest)
			highest = fd;
		watch(fd);
	}
}

static size_t frame(unsigned char *out, const unsigned char *data, size_t length)
{
	size_t head = 2;
	out[0] = 0x81;
	if (length < 126) {
		out[1] = length;
	}
	else {
		out[1] = 126;
		out[2] = length >> 8;
		out[3] = length & 0xff;
		head = 4;
	}
	memcpy(out + head, data, length);
	return head + length;
}

static void echo(int fd, unsigned char *in, ssize_t length)
{
	static unsigned char out[MAX_FRAME];
	while (length >= 6) {
		size_t size = in[1] & 0x7f;
		unsigned char *mask = in + 2;
		if (size > 125 || length < (ssize_t) (6 + size)) {
			forget(fd);
			return;
		}
		for (size_t i = 0; i < size; i++)
			mask[4 + i] ^= mask[i & 3];
		if ((in[0] & 0x0f) == 1)
			send(fd, out, frame(out, mask + 4, size), MSG_NOSIGNAL);
		in += 6 + size;
		length -= 6 + size;
	}
}

static void readable(int fd)
{
	static unsigned char in[MAX_FRAME];
	ssize_t length = recv(fd, in, sizeof(in), 0);
	if (length < 0 && errno == EAGAIN)
		return;
	if (length <= 0) {
		forget(fd);
	}
	else if (state[fd] == HANDSHAKE) {
		send(fd, UPGRADED, sizeof(UPGRADED) - 1, MSG_NOSIGNAL);
		state[fd] = OPEN;
		connections++;
	}
	else {
		echo(fd, in, length);
	}
}

static long long nanos(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void fan_out(int bytes, int count)
{
	static unsigned char data[MAX_FRAME], out[MAX_FRAME];
	for (int i = 0; i < count; i++) {
		memset(data, 'x', bytes);
		char stamp[32];
		snprintf(stamp, sizeof(stamp), "@T%020lld", nanos());
		memcpy(data, stamp, 22);
		size_t length = frame(out, data, bytes);
		for (int fd = 0; fd <= highest; fd++)
			if (state[fd] == OPEN)
				send(fd, out, length, MSG_NOSIGNAL);
	}
}

static void command(char *line)
{
	int bytes, count;
	if (sscanf(line, "fanout %d %d", &bytes, &count) == 2 && bytes >= 22 && bytes < 65536) {
		fan_out(bytes, count);
		printf("done 0\n");
	}
	else if (strncmp(line, "stats", 5) == 0) {
		printf("done %d\n", connections);
	}
	else if (strncmp(line, "gc", 2) == 0) {
		printf("done 0\n");
	}
	else {
		printf("failed unknown command\n");
	}
	fflush(stdout);
}

static void commands(void)
{
	static char input[4096];
	static size_t filled;
	ssize_t length = read(0, input + filled, sizeof(input) - filled - 1);
	if (length <= 0)
		exit(0);
	filled += length;
	char *end;
	while ((end = memchr(input, '\n', filled)) != NULL) {
		*end = 0;
		command(input);
		filled -= end + 1 - input;
		memmove(input, end + 1, filled);
	}
}

int main(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_ANY) };
	socklen_t size = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	if (bind(listener, (struct sockaddr *) &address, size) || listen(listener, 4096)
			|| getsockname(listener, (struct sockaddr *) &address, &size)) {
		perror("listen");
		return 1;
	}
	epoll_fd = epoll_create1(0);
	watch(listener);
	watch(0);
	printf("ready %d\n", ntohs(address.sin_port));
	fflush(stdout);
	struct epoll_event events[BATCH];
	for (;;) {
		int ready = epoll_wait(epoll_fd, events, BATCH, -1);
		for (int i = 0; i < ready; i++) {
			int fd = events[i].data.fd;
			if (fd == listener)
				accept_all(listener);
			else if (fd == 0)
				commands();
			else
				readable(fd);
		}
	}
}
