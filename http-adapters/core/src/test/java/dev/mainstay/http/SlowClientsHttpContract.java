// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Clients that take their time, more of them than a small server has threads, and probes beside
 * them, on a real port. Each probe gets its answer; the time limit is that of a client that gives
 * up, no promise.
 */
public abstract class SlowClientsHttpContract extends HttpContract {
    private static final int SLOW = 64;
    private static final int PROBES = 20;
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String LARGE =
            "GET /health/detailed HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + KEY + "\r\n\r\n";

    @Test
    void probes_besideClientsThatSayNothing_areAnswered() throws Exception {
        try (var slow = SlowClients.silent(base(), slow())) {
            assertProbesAnswered(slow, slow());
        }
    }

    @Test
    void probes_besideClientsThatSendByteByByte_areAnswered() throws Exception {
        try (var slow = SlowClients.dripping(base(), slow())) {
            assertProbesAnswered(slow, slow());
        }
    }

    @Test
    void probes_besideClientsThatNeverReadTheirAnswers_areAnswered() throws Exception {
        addLargeDetails();
        int count = notReading();
        try (var slow = SlowClients.notReading(base(), count, LARGE)) {
            assertProbesAnswered(slow, count);
        }
    }

    /** How many clients are slow. */
    protected int slow() {
        return SLOW;
    }

    /**
     * How many clients read nothing of their answers. An answer is some 600 kB, and the two sockets
     * hold a few of those for each.
     */
    protected int notReading() {
        return SLOW / 2;
    }

    private void addLargeDetails() throws Exception {
        LargeDetails.addTo(monitor(), 5);
        // What takes its time is writing them, and no longer making them.
        assertThat(get("/health/detailed", "X-API-Key", KEY).body())
                .hasSizeGreaterThan(5 * LargeDetails.LENGTH);
    }

    private void assertProbesAnswered(SlowClients slow, int count) throws IOException {
        await().atMost(SOON).until(() -> slow.atIt() == count);
        List<RawHttp> probes = new ArrayList<>();
        try {
            for (int i = 0; i < PROBES; i++) {
                RawHttp probe = RawHttp.connect(base());
                probes.add(probe);
                probe.send("GET", "/health/live");
            }
            for (RawHttp probe : probes) {
                assertThat(probe.answer(true).status()).isEqualTo(200);
            }
        } finally {
            for (RawHttp probe : probes) {
                probe.close();
            }
        }
    }
}
