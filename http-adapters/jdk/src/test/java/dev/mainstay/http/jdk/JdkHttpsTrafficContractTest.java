// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import dev.mainstay.http.TestCertificate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The same over TLS; the handler casts its exchange, as handlers there may. */
class JdkHttpsTrafficContractTest extends JdkTrafficContractTest {
    @TempDir private static Path directory;
    private static SSLContext tls;

    @BeforeAll
    static void makeCertificate() throws Exception {
        tls = TestCertificate.of("127.0.0.1", directory).context();
    }

    @Override
    HttpServer newServer(InetSocketAddress address) throws IOException {
        HttpsServer server = HttpsServer.create(address, 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return server;
    }

    @Override
    protected Socket open(URI base) throws IOException {
        return tls.getSocketFactory().createSocket(base.getHost(), base.getPort());
    }

    @Override
    void see(HttpExchange exchange) {
        assertThat(((HttpsExchange) exchange).getSSLSession().getProtocol()).startsWith("TLSv1.");
    }
}
