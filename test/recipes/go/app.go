package app

import (
	"context"
	"os"

	"github.com/coreos/go-oidc" // version 2; for version 3: "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

func Token(ctx context.Context) (*oauth2.Token, error) {
	config := clientcredentials.Config{
		ClientID:     os.Getenv("clientId"),
		ClientSecret: os.Getenv("secret"),
		TokenURL:     os.Getenv("oauthServerUrl") + "/token",
	}
	return config.Token(ctx)
}

func Verify(ctx context.Context, token string) (*oidc.IDToken, error) {
	provider, err := oidc.NewProvider(ctx, os.Getenv("APPID_ISSUER"))
	if err != nil {
		return nil, err
	}
	return provider.Verifier(&oidc.Config{ClientID: os.Getenv("clientId")}).Verify(ctx, token)
}
