// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.mainstay.http.TestCertificate;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpsProbeTest {
    private static final String JAVA =
            System.getProperty("java.home") + File.separator + "bin/java";

    @TempDir Path dir;
    private TestCertificate certificate;
    private HttpsServer server;

    @BeforeEach
    void start() throws Exception {
        certificate = TestCertificate.of("127.0.0.1", dir);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
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
        assertThat(exitCode("https://127.0.0.1:", certificate.store())).isZero();
    }

    @Test
    void probe_ofACertificateThatNobodyTrusts_fails() throws Exception {
        assertThat(exitCode("https://127.0.0.1:", dir.resolve("none"))).isEqualTo(1);
    }

    @Test
    void probe_ofAHostThatTheCertificateDoesNotName_fails() throws Exception {
        assertThat(exitCode("https://localhost:", certificate.store())).isEqualTo(1);
    }

    private int exitCode(String host, Path trustStore) throws Exception {
        String url = host + server.getAddress().getPort() + "/";
        return run(
                JAVA,
                "-Djavax.net.ssl.trustStore=" + trustStore,
                "-Djavax.net.ssl.trustStorePassword=" + TestCertificate.PASSWORD,
                "-cp",
                Path.of("target", "classes").toString(),
                Main.class.getName(),
                url,
                "--timeout",
                "20s");
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
