// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mainstay.shutdown.InFlight;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an adapter's filter does with {@link Traffic}, on a real port shared with health. */
public abstract class TrafficHttpContract extends UploadHttpContract {
    @ParameterizedTest
    @CsvSource({"GET,/app,200", "HEAD,/app,200", "POST,/app,200", "GET,/empty,204"})
    void request_whenOpen_isServedOnAKeptConnection(String method, String path, int status)
            throws Exception {
        release.countDown();
        try (RawHttp raw = connect()) {
            for (int i = 0; i < 3; i++) {
                RawHttp.Answer answer = raw.request(method, path, "Content-Length: 0");
                assertThat(answer.status()).isEqualTo(status);
                assertThat(answer.headers())
                        .doesNotContainEntry("Connection", "close")
                        .doesNotContainKey("Retry-After");
                await().atMost(SOON).until(() -> inFlight.count() == 0 && traffic.count() == 0);
            }
        }
    }

    @Test
    void request_untilItsAnswerIsWritten_isInFlightByItsName() throws Exception {
        try (RawHttp raw = connect()) {
            sendAndAwaitBegin(raw);
            assertThat(traffic.count()).isEqualTo(1);
            assertThat(inFlight.items())
                    .singleElement()
                    .extracting(InFlight.Item::name)
                    .isEqualTo("GET /app");

            release.countDown();

            assertThat(raw.answer(true).body()).isEqualTo("done");
            assertThat(inFlight.awaitZero(SOON)).isTrue();
        }
    }

    @Test
    void request_whoseHandlerThrows_ends() throws Exception {
        release.countDown();
        try (RawHttp raw = connect()) {
            raw.write("GET /app HTTP/1.1\r\nHost: x\r\nX-Fail: yes\r\n\r\n");
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(inFlight.awaitZero(SOON)).isTrue();
        }
    }

    @Test
    void request_whoseClientGoesAway_ends() throws Exception {
        try (RawHttp raw = connect()) {
            sendAndAwaitBegin(raw);
        }
        release.countDown();

        assertThat(inFlight.awaitZero(SOON)).isTrue();
        assertThat(traffic.count()).isZero();
    }

    @Test
    void request_whileDraining_isServedAndClosesItsConnection() throws Exception {
        release.countDown();
        try (RawHttp raw = connect()) {
            assertThat(raw.request("GET", "/app").status()).isEqualTo(200);
            await().atMost(SOON).until(() -> traffic.count() == 0);
            inFlight.drain();

            RawHttp.Answer answer = raw.request("GET", "/app");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("done");
            assertThat(answer.headers()).containsEntry("Connection", "close");
            assertThat(raw.isEnded()).isTrue();
        }
    }

    @Test
    void request_thatBeganBeforeTheDrain_closesItsConnection() throws Exception {
        try (RawHttp raw = connect()) {
            sendAndAwaitBegin(raw);
            inFlight.drain();
            release.countDown();

            RawHttp.Answer answer = raw.answer(true);

            assertThat(answer.body()).isEqualTo("done");
            assertThat(answer.headers()).containsEntry("Connection", "close");
            assertThat(raw.isEnded()).isTrue();
        }
    }

    @Test
    void request_whenRefusing_is503AndClosesItsConnection() throws Exception {
        try (RawHttp raw = connect()) {
            traffic.refuse();

            RawHttp.Answer answer = raw.request("GET", "/app");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.headers())
                    .containsEntry("Content-Type", "application/problem+json")
                    .containsEntry("Connection", "close")
                    .containsEntry("Retry-After", "5");
            assertThat(answer.body()).contains("\"status\":503").contains("shutting down");
            assertThat(raw.isEnded()).isTrue();
            assertThat(begun.getCount()).isEqualTo(1);
        }
        assertThat(traffic.refused()).isEqualTo(1);
    }

    @Test
    void head_whenRefusing_hasNoBody() throws Exception {
        try (RawHttp raw = connect()) {
            traffic.refuse();

            assertThat(raw.request("HEAD", "/app").status()).isEqualTo(503);
            assertThat(raw.isEnded()).isTrue();
        }
    }

    @Test
    void request_overTheLimit_isShedAndHealthIsNot() throws Exception {
        try (RawHttp first = connect();
                RawHttp shed = connect();
                RawHttp second = connect()) {
            sendAndAwaitBegin(first);

            RawHttp.Answer answer = shed.request("GET", "/app");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.headers()).containsEntry("Retry-After", "1");
            assertThat(second.request("GET", "/health/live").status()).isEqualTo(200);

            release.countDown();
            assertThat(first.answer(true).status()).isEqualTo(200);
            await().atMost(SOON).until(() -> traffic.count() == 0);
            assertThat(second.request("GET", "/app").status()).isEqualTo(200);
        }
        assertThat(traffic.shed()).isEqualTo(1);
        assertThat(traffic.refused()).isZero();
    }

    @Test
    void health_toTheVeryEnd_isAnsweredAndClosesItsConnection() throws Exception {
        inFlight.refuse();
        traffic.refuse();
        try (RawHttp raw = connect()) {
            RawHttp.Answer answer = raw.request("GET", "/health/live");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers()).containsEntry("Connection", "close");
            assertThat(raw.isEnded()).isTrue();
        }
        assertThat(inFlight.lateArrivals()).isZero();
    }
}
