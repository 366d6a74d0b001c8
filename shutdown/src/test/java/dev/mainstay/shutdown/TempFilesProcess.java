// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Another process with temp files: says where they are, and holds them until it is killed. */
final class TempFilesProcess implements AutoCloseable {
    private final Process process;
    private final Path directory;

    private TempFilesProcess(Process process, Path directory) {
        this.process = process;
        this.directory = directory;
    }

    static TempFilesProcess start(Path parent, String name) throws IOException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                TempFilesProcess.class.getName(),
                                parent.toString(),
                                name)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String said = process.inputReader(UTF_8).readLine();
        if (said == null) {
            throw new IOException("the process ended without a word");
        }
        return new TempFilesProcess(process, Path.of(said));
    }

    Path directory() {
        return directory;
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly().onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        kill();
    }

    /** The other process: a parent directory and a name. */
    public static void main(String[] args) throws IOException {
        TempFiles files = TempFiles.builder(args[1]).parent(Path.of(args[0])).build();
        Files.writeString(files.createFile(".txt").path(), "left over");
        Files.writeString(files.createDirectory().path().resolve("within"), "left over too");
        System.out.println(files.path());
        int end = System.in.read();
        System.exit(end);
    }
}
