// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The texts that processes have in files right now. */
final class InHand {
    private InHand() {}

    static List<Path> files(Path tempDir) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(tempDir, "mainstay-*")) {
            for (Path directory : directories) {
                try (var texts = Files.newDirectoryStream(directory, "*.{upload,work}")) {
                    texts.forEach(files::add);
                }
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
