// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.File;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpsProbeTest {
    private static final String JAVA_HOME = System.getProperty("java.home");
    private static final String PASSWORD = "changeit";

    @TempDir Path dir;
    private HttpsServer server;

    @BeforeEach
    void start() throws Exception {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(certificateFor("127.0.0.1"))));
        server.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void probe_ofATrustedHost_passes() throws Exception {
        assertThat(exitCode("https://127.0.0.1:", store())).isZero();
    }

    @Test
    void probe_ofACertificateThatNobodyTrusts_fails() throws Exception {
        assertThat(exitCode("https://127.0.0.1:", dir.resolve("none"))).isEqualTo(1);
    }

    @Test
    void probe_ofAHostThatTheCertificateDoesNotName_fails() throws Exception {
        assertThat(exitCode("https://localhost:", store())).isEqualTo(1);
    }

    private int exitCode(String host, Path trustStore) throws Exception {
        String url = host + server.getAddress().getPort() + "/";
        return run(
                JAVA_HOME + File.separator + "bin/java",
                "-Djavax.net.ssl.trustStore=" + trustStore,
                "-Djavax.net.ssl.trustStorePassword=" + PASSWORD,
                "-cp",
                Path.of("target", "classes").toString(),
                Main.class.getName(),
                url,
                "--timeout",
                "20s");
    }

    private Path store() {
        return dir.resolve("store.p12");
    }

    private Path certificateFor(String address) throws Exception {
        int code =
                run(
                        JAVA_HOME + File.separator + "bin/keytool",
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=probe",
                        "-ext",
                        "SAN=IP:" + address,
                        "-keystore",
                        store().toString(),
                        "-storepass",
                        PASSWORD);
        assertThat(code).isZero();
        return store();
    }

    private static SSLContext context(Path store) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    private static int run(String... command) throws Exception {
        var process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
