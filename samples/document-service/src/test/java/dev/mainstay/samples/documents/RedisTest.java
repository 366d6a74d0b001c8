// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is repeated and what is not, when Redis has done a command and its answer gets lost. */
@Timeout(30)
class RedisTest {
    @TempDir Path directory;

    private final AtomicInteger runs = new AtomicInteger();
    private EmbeddedRedis server;
    private LossyProxy proxy;
    private Redis direct;
    private Redis redis;

    @BeforeEach
    void start() throws IOException {
        server = EmbeddedRedis.start();
        proxy = new LossyProxy(server.url());
        direct = new Redis(server.url(), 2, 0);
        redis = new Redis(proxy.url(), 2, 5);
        redis.call(client -> client.ping());
    }

    @AfterEach
    void stop() throws IOException {
        redis.close();
        direct.close();
        proxy.close();
        server.close();
    }

    @Test
    void call_whoseAnswerIsLost_isRepeated() {
        direct.call(client -> client.set("key", "value"));
        proxy.loseAnswerTo("GET");

        String answer = redis.call(client -> count(client.get("key")));

        assertThat(answer).isEqualTo("value");
        assertThat(runs).hasValue(1);
    }

    @Test
    void once_whoseAnswerIsLost_isNotRepeated() {
        proxy.loseAnswerTo("INCR");

        assertThatThrownBy(() -> redis.once(client -> client.incr("key")))
                .isInstanceOf(StoreUnavailableException.class);

        assertThat(direct.<String>call(client -> client.get("key"))).isEqualTo("1");
    }

    @Test
    void atomically_whenTheAnswerToExecIsLost_isNotRepeated() {
        proxy.loseAnswerTo("EXEC");

        assertThatThrownBy(() -> redis.<RuntimeException>atomically(t -> count(t.incr("key"))))
                .isInstanceOf(StoreUnavailableException.class);

        assertThat(runs).hasValue(1);
        assertThat(direct.<String>call(client -> client.get("key"))).isEqualTo("1");
    }

    @Test
    void atomically_whenTheConnectionIsLostBefore_isRepeatedAndDoneOnce() throws IOException {
        proxy.loseConnections();
        Path text = Files.writeString(directory.resolve("text"), "one two");

        String id = new DocumentStore(redis).add(text);

        assertThat(direct.<String>call(client -> client.get(DocumentStore.text(id))))
                .isEqualTo("one two");
        assertThat(direct.<Long>call(client -> client.llen(DocumentStore.QUEUE))).isEqualTo(1);
    }

    @Test
    void call_whenRedisIsKilled_failsPromptly() {
        Processes.kill(server.pid());
        long start = System.nanoTime();

        assertThatThrownBy(() -> redis.call(client -> client.ping()))
                .isInstanceOf(StoreUnavailableException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    }

    private <T> T count(T result) {
        runs.incrementAndGet();
        return result;
    }
}
