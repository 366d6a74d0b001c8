// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The files of this repository, without what a build makes. */
final class Checkout {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Set<String> MADE = Set.of("target", ".git", ".idea", ".vscode");

    private Checkout() {}

    static List<Path> filesNamed(String ending) {
        var found = new TreeSet<Path>();
        try {
            Files.walkFileTree(ROOT, new Finder(ending, found));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(found);
    }

    /** Those of the modules that are built. */
    static List<Path> sources(String ending) {
        String pom = text("pom.xml");
        return filesNamed(ending).stream()
                .filter(file -> pom.contains("<module>" + relative(file).getName(0) + "</module>"))
                .toList();
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    static List<String> lines(String file) {
        return lines(ROOT.resolve(file));
    }

    static String text(String file) {
        return String.join("\n", lines(file));
    }

    static Path relative(Path file) {
        return ROOT.relativize(file);
    }

    private static final class Finder extends SimpleFileVisitor<Path> {
        private final String ending;
        private final Set<Path> found;

        Finder(String ending, Set<Path> found) {
            this.ending = ending;
            this.found = found;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return MADE.contains(directory.getFileName().toString())
                    ? FileVisitResult.SKIP_SUBTREE
                    : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(ending)) {
                found.add(file);
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
