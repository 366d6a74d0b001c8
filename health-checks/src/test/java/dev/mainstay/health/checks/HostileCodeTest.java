// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.mainstay.health.CapturedLog;
import dev.mainstay.health.FakeTime;
import dev.mainstay.health.Health;
import dev.mainstay.health.HealthCheck;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Hostile;
import dev.mainstay.health.Status;
import dev.mainstay.health.TestMonitors;
import dev.mainstay.internal.Throwables;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.Pool;

/** What is thrown, and what is told, wherever a check runs code of others. */
class HostileCodeTest {
    private static final String WORDS = "redis://app:" + Hostile.SECRET + "@db:6379";

    private static final Map<String, Supplier<Throwable>> KINDS =
            Map.of(
                    "telling", Hostile::telling,
                    "telling unchecked", Hostile::tellingUnchecked,
                    "telling error", Hostile::tellingError,
                    "throwing", Hostile::throwing,
                    "jedis", () -> new JedisConnectionException(WORDS, Hostile.telling()),
                    "jedis, of the server", () -> new JedisDataException("ERR token=s3cret"));

    /** Code that throws. */
    @SuppressWarnings({"DoNotCallSuggester", "TypeParameterUnusedInFormals"})
    private record Code(Supplier<Throwable> thrown) {
        <T> T run() {
            throw Throwables.raise(thrown.get());
        }
    }

    private static Map<String, Function<Code, HealthCheck>> places() {
        var places = new LinkedHashMap<String, Function<Code, HealthCheck>>();
        places.put("queue probe", code -> QueueCheck.of(code::run));
        places.put("queue", code -> QueueCheck.of(BlockingQueueProbe.of(queue(code))));
        places.put("item of a queue", code -> QueueCheck.of(timed(code)));
        places.put("list in Redis", code -> QueueCheck.of(RedisListProbe.of(client(code), "jobs")));
        places.put(
                "item of a list",
                code ->
                        QueueCheck.of(
                                RedisListProbe.builder(new Answering(), "jobs")
                                        .enqueuedAt(item -> code.run())
                                        .build()));
        places.put("client", code -> JedisCheck.of(client(code)));
        places.put("connecting", code -> JedisCheck.of(pool(code::run)));
        places.put("ping", code -> JedisCheck.of(pool(() -> jedis(code))));
        places.put("file system", code -> disk(code));
        places.put("heap", code -> MemoryCheck.builder().heap(code::run).build());
        places.put("threads", code -> DeadlockCheck.over(threads(code)));
        return places;
    }

    static Stream<Arguments> placesAndKinds() {
        return places().keySet().stream()
                .flatMap(place -> KINDS.keySet().stream().map(kind -> arguments(place, kind)));
    }

    @ParameterizedTest
    @MethodSource("placesAndKinds")
    void code_thatThrows_tellsNoSecretAndStopsNoOther(String place, String kind) {
        HealthCheck check = places().get(place).apply(new Code(KINDS.get(kind)));
        var time = new FakeTime();
        try (var log = new CapturedLog();
                HealthMonitor monitor =
                        TestMonitors.onFakeTime(time)
                                .readiness("hostile", check, it -> it.failureThreshold(1))
                                .readiness("other", Health::up)
                                .build()
                                .start()) {
            TestMonitors.tick(monitor);
            time.advance(Duration.ofMinutes(1));
            TestMonitors.tick(monitor);

            String told = monitor.details().checks().toString() + monitor.details().history();
            assertThat(status(monitor, "hostile")).isIn(Status.DOWN, Status.UNKNOWN);
            assertThat(status(monitor, "other")).isEqualTo(Status.UP);
            assertThat(told + log.all()).contains("hostile").doesNotContain(Hostile.SECRET);
        }
    }

    @Test
    void words_ofWorkers_areMasked() throws Exception {
        var time = new FakeTime();
        WorkerRegistry registry = WorkerRegistry.builder().nanoTime(time).build();
        Worker busy = registry.register("busy");
        busy.begin(WORDS);
        Worker waiting = registry.register("waiting");
        waiting.waiting(WORDS, Duration.ofSeconds(1));
        Worker dead = registry.register("dead");
        dead.begin(WORDS);
        dead.close();
        QueueCheck queue = stalled(time, WORDS);
        queue.check();
        time.advance(Duration.ofHours(1));

        for (var check :
                new HealthCheck[] {WorkerCheck.of(registry), WorkerCheck.stuck(registry), queue}) {
            Health health = check.check();

            assertThat(health.status()).isNotEqualTo(Status.UP);
            assertThat(health.toString() + health.details())
                    .contains("***@db")
                    .doesNotContain(Hostile.SECRET);
        }
        assertThatThrownBy(() -> busy.begin(WORDS + "/1"))
                .hasMessage(
                        "worker 'busy' has job 'redis://***@db:6379' in hand;"
                                + " job 'redis://***@db:6379/1' can't begin");
        assertThatThrownBy(() -> dead.waiting(WORDS))
                .hasMessage("worker 'dead' is closed; it can't wait for 'redis://***@db:6379'");
        assertThat(busy.toString()).isEqualTo("worker 'busy'");
    }

    @Test
    void names_ofThreads_areMasked() throws InterruptedException {
        var time = new FakeTime();
        Heartbeat heartbeat = Heartbeat.of(Duration.ofSeconds(1), time);
        var registry = WorkerRegistry.create();
        Thread.currentThread().setName(WORDS);
        try {
            heartbeat.beat();
            registry.register("one");
            time.advance(Duration.ofSeconds(2));

            assertThat(heartbeat.check().message().orElseThrow())
                    .contains("last by thread 'redis://***@db:6379'");
            assertThatThrownBy(() -> registry.register("one"))
                    .hasMessage(
                            "worker 'one' is registered already, by thread 'redis://***@db:6379'");
        } finally {
            Thread.currentThread().setName("main");
        }
    }

    private static QueueCheck stalled(FakeTime time, String reason) {
        WorkerRegistry registry = WorkerRegistry.builder().nanoTime(time).build();
        registry.register("waiting").waiting(reason);
        return QueueCheck.builder(() -> QueueReading.of(7))
                .workers(registry)
                .nanoTime(time)
                .build();
    }

    private static Status status(HealthMonitor monitor, String name) {
        return monitor.report().check(name).orElseThrow().status();
    }

    private static BlockingQueue<String> queue(Code code) {
        return new ArrayBlockingQueue<>(1) {
            private static final long serialVersionUID = 1L;

            @Override
            public int size() {
                return code.<Integer>run();
            }
        };
    }

    private static QueueProbe timed(Code code) {
        BlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
        queue.add("item");
        return BlockingQueueProbe.builder(queue).enqueuedAt(item -> code.run()).build();
    }

    private static HealthCheck disk(Code code) {
        return DiskCheck.builder(Path.of("/")).stores(path -> code.run()).build();
    }

    private static ThreadMXBean threads(Code code) {
        return (ThreadMXBean)
                Proxy.newProxyInstance(
                        HostileCodeTest.class.getClassLoader(),
                        new Class<?>[] {ThreadMXBean.class},
                        (proxy, method, arguments) -> code.run());
    }

    private static UnifiedJedis client(Code code) {
        return new UnifiedJedis(null, null) {
            @Override
            public String ping() {
                return code.run();
            }

            @Override
            public long llen(String key) {
                return code.<Long>run();
            }
        };
    }

    private static final class Answering extends UnifiedJedis {
        Answering() {
            super(null, null);
        }

        @Override
        public long llen(String key) {
            return 1;
        }

        @Override
        public String lindex(String key, long index) {
            return "item";
        }
    }

    private static Jedis jedis(Code code) {
        return new Jedis() {
            @Override
            public String ping() {
                return code.run();
            }

            @Override
            public boolean isBroken() {
                return code.run();
            }

            @Override
            public void close() {
                code.run();
            }
        };
    }

    private static Pool<Jedis> pool(Supplier<Jedis> connecting) {
        return new Pool<>(
                new BasePooledObjectFactory<>() {
                    @Override
                    public Jedis create() {
                        return connecting.get();
                    }

                    @Override
                    public PooledObject<Jedis> wrap(Jedis jedis) {
                        return new DefaultPooledObject<>(jedis);
                    }
                });
    }
}
