// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TempFilesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir Path parent;

    private TempFiles files;

    @BeforeEach
    void make() throws IOException {
        parent = parent.toRealPath();
        files = TempFiles.builder("app").parent(parent).clock(() -> NOW).build();
    }

    @AfterEach
    void close() {
        files.close();
    }

    @Test
    void createFile_isEmptyAndForTheOwnerAlone() throws IOException {
        TempFiles.Entry file = files.createFile(".pdf");

        assertThat(file.path()).isEmptyFile().hasParent(files.path());
        assertThat(file.path().toString()).endsWith(".pdf");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.path())))
                .isEqualTo("rwx------");
    }

    @Test
    void entry_whenClosed_isDeletedWithAllInIt() throws IOException {
        TempFiles.Entry file = files.createFile();
        TempFiles.Entry directory = files.createDirectory();
        Files.createDirectories(directory.path().resolve("a/b"));
        Files.writeString(directory.path().resolve("a/b/c"), "text");

        file.close();
        directory.close();
        directory.close();

        assertThat(file.path()).doesNotExist();
        assertThat(directory.path()).doesNotExist();
        assertThat(files.path()).isDirectory();
    }

    @Test
    void entry_thatWasMovedAway_leavesTheMovedFileAlone() throws IOException {
        Path kept = parent.resolve("kept");
        try (TempFiles.Entry file = files.createFile()) {
            Files.move(file.path(), kept);
        }

        assertThat(kept).exists();
    }

    @Test
    void links_areDeletedAndNotFollowed() throws IOException {
        Path outside = Files.createDirectory(parent.resolve("outside"));
        Path precious = Files.writeString(outside.resolve("precious"), "text");
        TempFiles.Entry directory = files.createDirectory();
        Files.createSymbolicLink(directory.path().resolve("link"), outside);
        Files.createSymbolicLink(files.path().resolve("other"), outside);

        directory.close();
        files.close();

        assertThat(precious).exists();
        assertThat(files.path()).doesNotExist();
    }

    @Test
    void close_twice_deletesAllAndCreatesNoMore() throws IOException {
        Path file = files.createFile().path();

        files.close();
        files.close();

        assertThat(file).doesNotExist();
        try (Stream<Path> left = Files.list(parent)) {
            assertThat(left).isEmpty();
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> files.createFile())
                .withMessage("temp files of 'app' are closed");
        assertThatIllegalStateException().isThrownBy(() -> files.createDirectory());
    }

    @Test
    void sizeAndAge_ofAllFiles_areTold() throws IOException {
        assertThat(files.bytes()).isZero();
        assertThat(files.oldestAge()).isEmpty();

        write(files.createFile().path(), 1_000, Duration.ofSeconds(10));
        write(files.createDirectory().path().resolve("within"), 500, Duration.ofHours(3));

        assertThat(files.bytes()).isEqualTo(1_500);
        assertThat(files.oldestAge()).contains(Duration.ofHours(3));
    }

    @Test
    void oldestAge_ofAFileFromTheFuture_isZero() throws IOException {
        write(files.createFile().path(), 1, Duration.ofHours(-1));

        assertThat(files.oldestAge()).contains(Duration.ZERO);
    }

    @Test
    void createFile_afterSomebodyDeletedTheDirectory_makesAnother() throws IOException {
        files.createFile();
        Path before = files.path();
        TempTree.delete(before);

        TempFiles.Entry file = files.createFile();

        assertThat(file.path()).exists().hasParent(files.path());
        assertThat(files.path()).isNotEqualTo(before);
    }

    @Test
    void createFile_afterSomebodyDeletedTheLock_locksTheSameDirectoryAgain() throws IOException {
        Path before = files.path();
        Files.delete(before.resolve(TempDirectoryLock.LOCK_FILE));

        TempFiles.Entry file = files.createFile();

        assertThat(file.path()).exists().hasParent(before);
        assertThat(before.resolve(TempDirectoryLock.LOCK_FILE)).exists();
    }

    @Test
    void defaults_areTheJvmsDirectoryForTempFiles() throws IOException {
        try (TempFiles defaults = TempFiles.of("temp-files-test")) {
            assertThat(defaults.path())
                    .hasParent(Path.of(System.getProperty("java.io.tmpdir")).toRealPath());
            assertThat(defaults).hasToString("temp files in " + defaults.path());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "App", "-a", "a/b", "../a"})
    void name_ofAnotherForm_isRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TempFiles.of(name))
                .withMessage("name must match [a-z0-9][a-z0-9-]{0,62}, but was '%s'", name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/x", "a b", "\\", "\u0000"})
    void suffix_ofAnotherForm_isRefused(String suffix) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> files.createFile(suffix))
                .withMessage("suffix must match [A-Za-z0-9._-]{0,50}, but was '%s'", suffix);
    }

    @Test
    void parent_thatIsNoDirectory_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TempFiles.builder("app").parent(parent.resolve("no")).build())
                .withMessage("parent must be a directory, but was '%s'", parent.resolve("no"));
    }

    private static void write(Path file, int bytes, Duration age) throws IOException {
        Files.write(file, new byte[bytes]);
        Files.setLastModifiedTime(file, FileTime.from(NOW.minus(age)));
    }
}
