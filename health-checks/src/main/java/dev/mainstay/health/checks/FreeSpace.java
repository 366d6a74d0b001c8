// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import dev.mainstay.internal.Require;

/**
 * A limit for the free space of a file system, as a share of its size or in bytes.
 *
 * <pre>{@code
 * DiskCheck.builder(path).degradedAt(FreeSpace.bytes(5L << 30)).downAt(FreeSpace.bytes(1L << 30))
 * }</pre>
 *
 * <p>Immutable.
 */
public final class FreeSpace {
    private final double percent;
    private final long bytes;

    private FreeSpace(double percent, long bytes) {
        this.percent = percent;
        this.bytes = bytes;
    }

    /**
     * A share of the file system's size.
     *
     * @param percent over 0, at most 100
     * @return the limit
     * @throws IllegalArgumentException if the share is outside its range
     */
    public static FreeSpace percent(double percent) {
        return new FreeSpace(Require.percent("percent", percent), 0);
    }

    /**
     * A number of bytes.
     *
     * @param bytes 1 or more
     * @return the limit
     * @throws IllegalArgumentException if the number is not positive
     */
    public static FreeSpace bytes(long bytes) {
        return new FreeSpace(0, Require.positive("bytes", bytes));
    }

    boolean isReached(long free, long total) {
        return bytes > 0 ? free <= bytes : free * 100.0 <= percent * total;
    }

    /** False only if both are of one kind and this one is the lower. */
    boolean isAtLeast(FreeSpace other) {
        boolean comparable = (bytes > 0) == (other.bytes > 0);
        return !comparable || (bytes >= other.bytes && percent >= other.percent);
    }

    @Override
    public String toString() {
        return bytes > 0 ? Format.bytes(bytes) : percent + "%";
    }
}
