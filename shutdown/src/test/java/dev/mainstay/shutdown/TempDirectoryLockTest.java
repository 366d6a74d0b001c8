// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TempDirectoryLockTest {
    @TempDir Path parent;

    @BeforeEach
    void resolveLinks() throws IOException {
        parent = parent.toRealPath();
    }

    @Test
    void leftovers_ofAKilledProcess_areDeletedAtTheNextStart() throws Exception {
        Path left;
        try (TempFilesProcess killed = TempFilesProcess.start(parent, "app")) {
            left = killed.directory();
            killed.kill();
        }
        assertThat(left).isDirectoryContaining("glob:**.txt");

        TempFiles files = start("app");

        assertThat(left).doesNotExist();
        assertThat(files.path()).isDirectory();
        files.close();
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void directory_ofAnotherProcess_isLeftAloneAndStaysLocked() throws Exception {
        try (TempFilesProcess other = TempFilesProcess.start(parent, "app")) {
            start("app").close();
            start("app").close();
            assertThat(other.directory()).isDirectoryContaining("glob:**.txt");

            other.kill();
            start("app").close();
            assertThat(other.directory()).doesNotExist();
        }
    }

    @Test
    void directory_ofThisProcess_isLeftAloneAndStaysLocked() throws Exception {
        try (TempFiles first = start("app");
                TempFiles second = start("app")) {
            Path file = first.createFile().path();
            try (TempFilesProcess other = TempFilesProcess.start(parent, "app")) {
                assertThat(other.directory()).isDirectory();
            }
            assertThat(file).exists();
            assertThat(second.path()).isDirectory();
        }
    }

    @Test
    void leftovers_ofAProcessWithOurIdInAnotherContainer_areDeleted() throws IOException {
        Path left = leftover("mainstay-app-" + ProcessHandle.current().pid() + "-1234-x");

        start("app").close();

        assertThat(left).doesNotExist();
    }

    @Test
    void leftovers_withoutALockFile_areDeleted() throws IOException {
        Path left = Files.createDirectory(parent.resolve("mainstay-app-1-1234-abc"));
        Files.writeString(left.resolve("file"), "text");

        start("app").close();

        assertThat(left).doesNotExist();
    }

    @Test
    void directories_ofOtherNames_areLeftAlone() throws IOException {
        Path longer = leftover("mainstay-app-worker-1-1234-x");
        Path shorter = leftover("mainstay-ap-1-1234-x");
        Path foreign = leftover("app-1-1234-x");
        Path numbered = leftover("mainstay-app-1-2-3-x");

        start("app").close();

        assertThat(longer).isNotEmptyDirectory();
        assertThat(shorter).isNotEmptyDirectory();
        assertThat(foreign).isNotEmptyDirectory();
        assertThat(numbered).isNotEmptyDirectory();
    }

    @Test
    void link_thatLooksLikeALeftover_isNotFollowed() throws IOException {
        Path precious = leftover("precious");
        Path lure = parent.resolve("mainstay-app-1-1234-x");
        Files.createSymbolicLink(lure, precious);
        Path file = Files.writeString(parent.resolve("mainstay-app-1-1234-y"), "a file");

        start("app").close();

        assertThat(precious).isNotEmptyDirectory();
        assertThat(lure).exists();
        assertThat(file).exists();
    }

    @Test
    void directory_thatIsDeletedBeforeItIsLocked_isNotLocked() throws IOException {
        Path gone = Files.createDirectory(parent.resolve("gone"));
        Files.delete(gone);

        assertThat(TempDirectoryLock.lock(gone)).isNull();
    }

    private TempFiles start(String name) {
        return TempFiles.builder(name).parent(parent).build();
    }

    private Path leftover(String directory) throws IOException {
        Path left = Files.createDirectory(parent.resolve(directory));
        Files.createFile(left.resolve(TempDirectoryLock.LOCK_FILE));
        Files.writeString(left.resolve("file"), "text");
        return left;
    }
}
