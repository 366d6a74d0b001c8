// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How long a health port keeps a probe waiting, which comes on a new connection each time, alone
 * and beside clients that send a request one byte every 0.1 s and never come to its end. One that
 * is cut off comes back.
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar dev.mainstay.benchmarks.SlowClients [COUNT...]
 * }</pre>
 */
public final class SlowClients {
    private static final List<String> COUNTS = List.of("64", "200", "500");
    private static final int WARM_UPS = 500;
    private static final int PROBES = 40;
    private static final long PAUSE_MILLIS = 50;
    private static final long TICK_MILLIS = 100;
    private static final long MET_MILLIS = 2_000;

    /** After which Kubernetes gives a probe up, unless it is told otherwise. */
    private static final double MOST_MILLIS = 1_000;

    private static final byte[] HEAD =
            "GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Slow: ".getBytes(US_ASCII);

    /** One that takes its time. */
    private static final class Client {
        private @Nullable SocketChannel channel;
        private int sent;

        void takeTurn(URI base, LongAdder cutOff) {
            try {
                if (channel == null) {
                    sent = 0;
                    channel =
                            SocketChannel.open(
                                    new InetSocketAddress(base.getHost(), base.getPort()));
                    channel.configureBlocking(false);
                }
                byte next = sent < HEAD.length ? HEAD[sent] : (byte) 'x';
                sent++;
                channel.write(ByteBuffer.wrap(new byte[] {next}));
                if (channel.read(ByteBuffer.allocate(1_024)) < 0) {
                    throw new IOException("cut off");
                }
            } catch (IOException e) {
                cutOff.increment();
                hangUp();
            }
        }

        void hangUp() {
            try {
                if (channel != null) {
                    channel.close();
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            channel = null;
        }
    }

    private SlowClients() {}

    /**
     * Measures and prints; exits 1 if a probe took 1 s or longer.
     *
     * @param args how many clients are slow, default 64, then 200, then 500
     * @throws Exception if the server fails
     */
    public static void main(String[] args) throws Exception {
        boolean passed = true;
        for (String count : args.length > 0 ? List.of(args) : COUNTS) {
            try (var server = ReadinessProcess.start(ReadinessServer.HEALTH_PORT)) {
                passed &= measure(server, Integer.parseInt(count));
            }
        }
        System.exit(passed ? 0 : 1);
    }

    private static boolean measure(ReadinessProcess server, int count) throws Exception {
        for (int i = 0; i < WARM_UPS; i++) {
            probe(server.base());
        }
        List<Double> alone = probes(server.base());
        List<Client> clients = Stream.generate(Client::new).limit(count).toList();
        var cutOff = new LongAdder();
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
        try {
            Future<?> slow =
                    thread.scheduleWithFixedDelay(
                            () -> clients.forEach(it -> it.takeTurn(server.base(), cutOff)),
                            0,
                            TICK_MILLIS,
                            TimeUnit.MILLISECONDS);
            TimeUnit.MILLISECONDS.sleep(MET_MILLIS);
            List<Double> beside = probes(server.base());
            if (slow.isDone()) {
                slow.get(); // throws what ended it
            }
            System.out.printf(
                    "%3d slow: probe alone %s, beside them %s; %d threads, cut off %,d times%n",
                    count, told(alone), told(beside), server.threads(), cutOff.sum());
            return Collections.max(beside) < MOST_MILLIS;
        } finally {
            thread.shutdownNow();
            thread.awaitTermination(10, TimeUnit.SECONDS);
            clients.forEach(Client::hangUp);
        }
    }

    private static List<Double> probes(URI base) throws Exception {
        var millis = new ArrayList<Double>();
        for (int i = 0; i < PROBES; i++) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            millis.add(probe(base));
        }
        return millis;
    }

    private static double probe(URI base) throws IOException {
        long begun = System.nanoTime();
        try (var probe = new ProbeConnection(base, "/health/ready", "Connection: close\r\n")) {
            int status = probe.ask();
            if (status != 200) {
                throw new IOException("readiness was answered with " + status);
            }
        }
        return (System.nanoTime() - begun) / 1e6;
    }

    private static String told(List<Double> millis) {
        return "%.1f ms (longest %.1f)".formatted(Median.of(millis), Collections.max(millis));
    }
}
