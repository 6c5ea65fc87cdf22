/*
 * Single-producer, single-consumer ring buffer of bytes.
 *
 * ascii-diagram[width=72]: interrupt handler writes bytes to the ring buffer, main loop reads bytes
 *   from the ring buffer, main loop calls the parser
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RING_SIZE 256u /* a power of two */

struct ring {
	uint8_t data[RING_SIZE];
	volatile size_t head;	/* written by the producer only */
	volatile size_t tail;	/* written by the consumer only */
};

/* ascii-diagram: grid-columns: 4; data {span: 2}; head; tail */

static size_t ring_used(const struct ring *r)
{
	return r->head - r->tail;
}

bool ring_push(struct ring *r, uint8_t byte)
{
	if (ring_used(r) == RING_SIZE)
		return false;
	r->data[r->head & (RING_SIZE - 1)] = byte;
	r->head++;
	return true;
}

bool ring_pop(struct ring *r, uint8_t *byte)
{
	// ascii-diagram[charset=ascii]: check head -> read byte -> move tail
	if (ring_used(r) == 0)
		return false;
	*byte = r->data[r->tail & (RING_SIZE - 1)];
	r->tail++;
	return true;
}
