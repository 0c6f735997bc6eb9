package app

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"
)

var ctx = context.Background()

func TestGetsAValidToken(t *testing.T) {
	token, err := Token(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Verify(ctx, token.AccessToken); err != nil {
		t.Error(err)
	}
}

func TestRefusesATokenThatIs(t *testing.T) {
	url := os.Getenv("APPID_EMULATOR_URL") + "/_appid/tenants/" + os.Getenv("tenantId") + "/tokens"
	for _, flaw := range []string{"expired", "wrong-issuer", "wrong-audience", "alg-none"} {
		t.Run(flaw, func(t *testing.T) {
			response, err := http.Post(url, "application/json", strings.NewReader(`{"flaw":"`+flaw+`"}`))
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			var made struct{ AccessToken string }
			if err := json.NewDecoder(response.Body).Decode(&made); err != nil {
				t.Fatal(err)
			}
			if _, err := Verify(ctx, made.AccessToken); err == nil {
				t.Error("accepted")
			}
		})
	}
}
