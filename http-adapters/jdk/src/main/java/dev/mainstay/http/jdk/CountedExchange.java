// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import dev.mainstay.http.TrafficRequest;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** An exchange that ends its request when its answer is written. */
final class CountedExchange extends HttpExchange {
    private static final int NO_BODY = -1;

    private final HttpExchange exchange;
    private final TrafficRequest request;
    private @Nullable OutputStream body;

    CountedExchange(HttpExchange exchange, TrafficRequest request) {
        this.exchange = exchange;
        this.request = request;
    }

    void askToClose() {
        if (request.isClosing()) {
            exchange.getResponseHeaders().set("Connection", "close");
        }
    }

    void end() {
        request.end(exchange.getHttpContext().getPath(), exchange.getResponseCode());
    }

    @Override
    public void sendResponseHeaders(int status, long length) throws IOException {
        askToClose();
        try {
            exchange.sendResponseHeaders(status, length);
        } finally {
            if (length == NO_BODY || isWithoutBody(status)) {
                end();
            }
        }
    }

    @Override
    public void close() {
        try {
            exchange.close();
        } finally {
            end();
        }
    }

    @Override
    public OutputStream getResponseBody() {
        if (body == null) {
            body = new Body(exchange.getResponseBody());
        }
        return body;
    }

    @Override
    public void setStreams(@Nullable InputStream in, @Nullable OutputStream out) {
        exchange.setStreams(in, out);
        body = null;
    }

    @Override
    public Headers getRequestHeaders() {
        return exchange.getRequestHeaders();
    }

    @Override
    public Headers getResponseHeaders() {
        return exchange.getResponseHeaders();
    }

    @Override
    public URI getRequestURI() {
        return exchange.getRequestURI();
    }

    @Override
    public String getRequestMethod() {
        return exchange.getRequestMethod();
    }

    @Override
    public HttpContext getHttpContext() {
        return exchange.getHttpContext();
    }

    @Override
    public InputStream getRequestBody() {
        return exchange.getRequestBody();
    }

    @Override
    public InetSocketAddress getRemoteAddress() {
        return exchange.getRemoteAddress();
    }

    @Override
    public int getResponseCode() {
        return exchange.getResponseCode();
    }

    @Override
    public InetSocketAddress getLocalAddress() {
        return exchange.getLocalAddress();
    }

    @Override
    public String getProtocol() {
        return exchange.getProtocol();
    }

    @Override
    public Object getAttribute(String name) {
        return exchange.getAttribute(name);
    }

    @Override
    public void setAttribute(String name, Object value) {
        exchange.setAttribute(name, value);
    }

    @Override
    public HttpPrincipal getPrincipal() {
        return exchange.getPrincipal();
    }

    /** The server closes the exchange itself once the headers of such an answer are sent. */
    private boolean isWithoutBody(int status) {
        return status < 200 || status == 204 || status == 304 || getRequestMethod().equals("HEAD");
    }

    private final class Body extends FilterOutputStream {
        Body(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void close() throws IOException {
            try {
                out.close();
            } finally {
                end();
            }
        }
    }
}
