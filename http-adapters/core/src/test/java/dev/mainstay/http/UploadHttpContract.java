// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mainstay.health.Health;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.shutdown.InFlight;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an adapter's filter does with uploads that {@link Traffic} refuses, on a real port. */
public abstract class UploadHttpContract {
    static final Duration SOON = Duration.ofSeconds(10);

    /** Writing to a server that neither reads nor closes never ends, and no interrupt ends it. */
    private static final int GUARD_SECONDS = 60;

    private static final Pattern REFUSAL = Pattern.compile("503 \\{.*\"status\":503.*}");

    final InFlight inFlight = InFlight.create();
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch release = new CountDownLatch(1);
    private HealthMonitor monitor;
    Traffic traffic;
    private URI base;

    /**
     * Starts a server on a free port of the loopback interface with at least four threads. Behind
     * the filter are {@code /app}, which calls the application and answers 200 with {@code done},
     * and {@code /empty}, which answers 204.
     *
     * @return where it is, without a path
     */
    protected abstract URI start(
            HealthEndpoints endpoints, Traffic traffic, Application application) throws Exception;

    /** Opens a connection to it. */
    protected Socket open(URI base) throws IOException {
        return new Socket(base.getHost(), base.getPort());
    }

    /** Stops what was started. */
    protected abstract void stop() throws Exception;

    /** What the server serves. */
    public interface Application {
        /** Throws what a handler would throw. */
        void run() throws IOException;
    }

    @BeforeEach
    void startServer() throws Exception {
        monitor = HealthMonitor.builder().liveness("deadlock", Health::up).build().start();
        HealthEndpoints endpoints = HealthEndpoints.builder(monitor).drainWith(inFlight).build();
        traffic = Traffic.builder(inFlight).maxInFlight(1).build();
        base = start(endpoints, traffic, this::serve);
    }

    @AfterEach
    void stopServer() throws Exception {
        release.countDown();
        stop();
        monitor.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Timeout(value = GUARD_SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void upload_whenRefused_getsIts503(boolean chunked) throws Exception {
        traffic.refuse();

        assertThat(Uploads.outcomes(this::connect, chunked)).allMatch(REFUSAL.asMatchPredicate());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Timeout(value = GUARD_SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void upload_overTheLimit_getsIts503(boolean chunked) throws Exception {
        try (RawHttp first = connect()) {
            sendAndAwaitBegin(first);

            assertThat(Uploads.outcomes(this::connect, chunked))
                    .allMatch(REFUSAL.asMatchPredicate());
        }
    }

    @Test
    void upload_whoseClientStopsSending_losesItsConnectionAndHoldsNoThread() throws Exception {
        traffic.refuse();
        List<RawHttp> stalled = new ArrayList<>();
        try (RawHttp probe = connect()) {
            for (int i = 0; i < 8; i++) {
                stalled.add(connect());
                stalled.get(i).write(Uploads.unfinished(false) + "x");
            }

            for (RawHttp upload : stalled) {
                assertThat(upload.answer(true).status()).isEqualTo(503);
                assertThat(upload.isEnded()).isTrue();
            }
            assertThat(probe.request("GET", "/health/live").status()).isEqualTo(200);
        } finally {
            for (RawHttp upload : stalled) {
                upload.close();
            }
        }
    }

    @Test
    void upload_thatCannotBeRead_getsIts503() throws Exception {
        traffic.refuse();
        try (RawHttp upload = connect()) {
            upload.write(Uploads.unfinished(true) + "no number\r\n");

            assertThat(upload.answer(true).status()).isEqualTo(503);
            assertThat(upload.isEnded()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void upload_thatTrickles_losesItsConnection(boolean chunked) throws Exception {
        traffic.refuse();
        String piece = Uploads.piece(1, chunked);
        try (RawHttp upload = connect()) {
            upload.write(Uploads.unfinished(chunked));

            await().atMost(SOON).until(() -> Uploads.isLostAfter(upload, piece));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Timeout(value = GUARD_SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void upload_ofTooMuch_isCutOff(boolean chunked) throws Exception {
        traffic.refuse();
        try (RawHttp upload = connect()) {
            assertThatThrownBy(() -> upload.upload(64 << 20, chunked))
                    .isInstanceOf(IOException.class);
        }
    }

    final RawHttp connect() throws IOException {
        return RawHttp.on(open(base));
    }

    private void serve() throws IOException {
        begun.countDown();
        try {
            if (!release.await(20, TimeUnit.SECONDS)) {
                throw new IOException("not released");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    final void sendAndAwaitBegin(RawHttp raw) throws Exception {
        raw.write("GET /app HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    }
}
