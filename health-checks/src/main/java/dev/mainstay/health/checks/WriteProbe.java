// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import dev.mainstay.internal.Throwables;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes, forces and deletes one small file. */
final class WriteProbe {
    private static final int SIZE = 4096;

    private WriteProbe() {}

    /** A name of its own each time: a known one could be somebody's link to another file. */
    static void run(Path directory) throws IOException {
        Path file = Files.createTempFile(directory, ".mainstay-", ".probe");
        try {
            write(file);
        } catch (IOException e) {
            deleteAfter(e, file);
            throw e;
        }
        Files.delete(file);
    }

    private static void write(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.allocate(SIZE);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    private static void deleteAfter(IOException failure, Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            Throwables.suppress(failure, e);
        }
    }
}
