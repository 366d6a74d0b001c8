// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.benchmarks;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * How long the probe client takes from its start to its end, next to a jar whose {@code main} does
 * nothing: what a container's health check costs, and what of it is the JVM's own start.
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar dev.mainstay.benchmarks.ProbeStart PROBE_JAR [PAIRS]
 * }</pre>
 */
public final class ProbeStart {
    private static final double NANOS_PER_MILLI = 1_000_000.0;

    private ProbeStart() {}

    /** The program that does nothing. */
    static final class Nothing {
        private Nothing() {}

        public static void main(String[] args) {}
    }

    /**
     * Measures and prints medians and their ratio.
     *
     * @param args the probe's jar, and pairs (default 21)
     * @throws Exception if a process does not exit with 0
     */
    public static void main(String[] args) throws Exception {
        Path empty = emptyJar();
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> exchange.sendResponseHeaders(204, -1));
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/health/live";
        try {
            measure(List.of(args[0], url), empty, args.length > 1 ? Integer.parseInt(args[1]) : 21);
        } finally {
            server.stop(0);
            Files.delete(empty);
        }
    }

    private static void measure(List<String> probe, Path empty, int pairs) throws Exception {
        var probes = new ArrayList<Double>();
        var nothings = new ArrayList<Double>();
        // The first pair fills the caches of files.
        for (int i = -1; i < pairs; i++) {
            double ours = millis(probe);
            double nothing = millis(List.of(empty.toString()));
            if (i >= 0) {
                probes.add(ours);
                nothings.add(nothing);
            }
        }
        System.out.printf(
                "probe %.1f ms, a jar that does nothing %.1f ms, ratio of medians %.2f; %d pairs%n",
                Median.of(probes),
                Median.of(nothings),
                Median.of(probes) / Median.of(nothings),
                pairs);
    }

    private static double millis(List<String> jarAndArguments) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-jar"));
        command.addAll(jarAndArguments);
        long begin = System.nanoTime();
        int exit =
                new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start()
                        .waitFor();
        double millis = (System.nanoTime() - begin) / NANOS_PER_MILLI;
        if (exit != 0) {
            throw new IOException(command + " exited with " + exit);
        }
        return millis;
    }

    private static Path emptyJar() throws IOException {
        Path jar = Files.createTempFile("nothing", ".jar");
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Nothing.class.getName());
        String entry = Nothing.class.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(jar);
                var out = new JarOutputStream(file, manifest);
                InputStream code = ProbeStart.class.getResourceAsStream("/" + entry)) {
            out.putNextEntry(new JarEntry(entry));
            code.transferTo(out);
        }
        return jar;
    }
}
