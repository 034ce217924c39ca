#include "CTransfer.h"
#include <string.h>

// SHA-1 and SHA-256 of FIPS 180-4.

static uint32_t left(uint32_t x, int n) { return x << n | x >> (32 - n); }
static uint32_t right(uint32_t x, int n) { return x >> n | x << (32 - n); }
static uint32_t big_endian(const uint8_t *p) { return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]; }

static const uint32_t k256[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
    0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
    0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
    0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
    0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
    0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static void sha256_block(uint32_t *h, const uint8_t *block) {
  uint32_t w[64];
  for (int i = 0; i < 16; i++) w[i] = big_endian(block + 4 * i);
  for (int i = 16; i < 64; i++) {
    uint32_t s0 = right(w[i - 15], 7) ^ right(w[i - 15], 18) ^ w[i - 15] >> 3;
    uint32_t s1 = right(w[i - 2], 17) ^ right(w[i - 2], 19) ^ w[i - 2] >> 10;
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  uint32_t v[8];
  memcpy(v, h, sizeof v);
  for (int i = 0; i < 64; i++) {
    uint32_t s1 = right(v[4], 6) ^ right(v[4], 11) ^ right(v[4], 25);
    uint32_t t1 = v[7] + s1 + ((v[4] & v[5]) ^ (~v[4] & v[6])) + k256[i] + w[i];
    uint32_t s0 = right(v[0], 2) ^ right(v[0], 13) ^ right(v[0], 22);
    uint32_t t2 = s0 + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
    memmove(v + 1, v, 7 * sizeof *v);
    v[4] += t1;
    v[0] = t1 + t2;
  }
  for (int i = 0; i < 8; i++) h[i] += v[i];
}

static void sha1_block(uint32_t *h, const uint8_t *block) {
  uint32_t w[80];
  for (int i = 0; i < 16; i++) w[i] = big_endian(block + 4 * i);
  for (int i = 16; i < 80; i++) w[i] = left(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
  uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
  for (int i = 0; i < 80; i++) {
    uint32_t mix, k;
    if (i < 20) mix = (b & c) | (~b & d), k = 0x5a827999;
    else if (i < 40) mix = b ^ c ^ d, k = 0x6ed9eba1;
    else if (i < 60) mix = (b & c) | (b & d) | (c & d), k = 0x8f1bbcdc;
    else mix = b ^ c ^ d, k = 0xca62c1d6;
    uint32_t next = left(a, 5) + mix + e + k + w[i];
    e = d, d = c, c = left(b, 30), b = a, a = next;
  }
  h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
}

static void take_block(arr_digest *digest, const uint8_t *block) {
  (digest->is_sha1 ? sha1_block : sha256_block)(digest->state, block);
}

void arr_digest_begin(arr_digest *digest, int is_sha1) {
  static const uint32_t sha1[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
  static const uint32_t sha256[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  memset(digest, 0, sizeof *digest);
  digest->is_sha1 = is_sha1;
  if (is_sha1) memcpy(digest->state, sha1, sizeof sha1);
  else memcpy(digest->state, sha256, sizeof sha256);
}

void arr_digest_update(arr_digest *digest, const void *bytes, size_t count) {
  const uint8_t *p = bytes;
  size_t filled = digest->count % 64;
  digest->count += count;
  if (filled > 0) {
    size_t part = count < 64 - filled ? count : 64 - filled;
    memcpy(digest->block + filled, p, part);
    p += part, count -= part;
    if (filled + part < 64) return;
    take_block(digest, digest->block);
  }
  for (; count >= 64; p += 64, count -= 64) take_block(digest, p);
  if (count > 0) memcpy(digest->block, p, count);
}

size_t arr_digest_finish(arr_digest *digest, uint8_t *out) {
  uint64_t bits = digest->count * 8;
  uint8_t padding[72] = {0x80};
  size_t filled = digest->count % 64;
  size_t zeros = filled < 56 ? 56 - filled : 120 - filled;
  for (int i = 0; i < 8; i++) padding[zeros + i] = (uint8_t)(bits >> (56 - 8 * i));
  arr_digest_update(digest, padding, zeros + 8);
  size_t words = digest->is_sha1 ? 5 : 8;
  for (size_t i = 0; i < words; i++) {
    for (int j = 0; j < 4; j++) out[4 * i + j] = (uint8_t)(digest->state[i] >> (24 - 8 * j));
  }
  return words * 4;
}
