// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mainstay.health.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;

/** Not every platform's server binary speaks TLS, so a tunnel in front of it does. */
class TlsRedisTest {
    private static final String PASSWORD = "changeit";

    @TempDir static Path directory;
    private static Path keyStore;

    private RedisProcess redis;
    private ServerSocket listener;
    private ExecutorService threads;

    @BeforeAll
    static void makeKey() throws Exception {
        keyStore = directory.resolve("redis.p12");
        generate(keyStore);
    }

    @BeforeEach
    void openTunnel() throws Exception {
        redis = RedisProcess.start();
        listener =
                tls(keyStore)
                        .getServerSocketFactory()
                        .createServerSocket(0, 16, InetAddress.getLoopbackAddress());
        threads = Executors.newCachedThreadPool();
        threads.execute(this::accept);
    }

    @AfterEach
    void closeTunnel() throws Exception {
        redis.close();
        listener.close();
        threads.shutdownNow();
    }

    @Test
    void check_overTlsWithTrustedCertificate_isUp() throws Exception {
        var trust =
                SslOptions.builder().truststore(keyStore.toFile(), PASSWORD.toCharArray()).build();
        try (var client =
                RedisClient.builder()
                        .hostAndPort("127.0.0.1", listener.getLocalPort())
                        .clientConfig(DefaultJedisClientConfig.builder().sslOptions(trust).build())
                        .build()) {
            assertThat(JedisCheck.of(client).check().status()).isEqualTo(Status.UP);
        }
    }

    @Test
    void check_overRedissWithUnknownCertificate_failsInTheHandshake() {
        URI url = URI.create("rediss://127.0.0.1:" + listener.getLocalPort());
        try (var client = RedisClient.create(url)) {
            assertThatThrownBy(() -> JedisCheck.of(client).check())
                    .hasRootCauseInstanceOf(java.security.GeneralSecurityException.class)
                    .hasStackTraceContaining(SSLHandshakeException.class.getName());
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket outside = listener.accept();
                Socket inside = new Socket(InetAddress.getLoopbackAddress(), redis.port());
                threads.execute(() -> pump(outside, inside));
                threads.execute(() -> pump(inside, outside));
            }
        } catch (IOException e) {
            assertThat(e).isNotNull();
        }
    }

    private static void pump(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            assertThat(e).isNotNull();
        }
    }

    private static void generate(Path file) throws Exception {
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "redis",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "SAN=ip:127.0.0.1,dns:localhost",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                PASSWORD)
                        .inheritIO()
                        .start();
        assertThat(keytool.waitFor()).isZero();
    }

    private static SSLContext tls(Path file) throws Exception {
        KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
